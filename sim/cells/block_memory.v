// A block memory with two ports, as FPGAs have it: bytes of nine bits, each port of a width of its own.
//
// Both ports have one clock, as in all designs of snnc. An address counts bits, the ninth ones left out,
// so its lowest bits mean nothing to a wide port; ports of 1, 2 and 4 bits do not reach the ninth
// bits. A port reads what stood there before the edge (READ_FIRST), what it writes itself
// (WRITE_FIRST), or keeps its output while it writes (NO_CHANGE). A word that the other port writes at
// the same edge reads as the old one if that port is READ_FIRST and COLLIDES is 0, else as unknown.
//
// INIT: eight bits of each byte and, above them all, the ninth bits; with PAIRS, two bytes in each 20 bits.
`default_nettype none

module block_memory #(
    parameter BYTES = 2048,
    parameter PAIRS = 0,
    parameter [10*BYTES-1:0] INIT = 0,
    parameter COLLIDES = 0,
    parameter READ_A = 18,
    parameter WRITE_A = 18,
    parameter MODE_A = "READ_FIRST",
    parameter READ_B = 18,
    parameter WRITE_B = 18,
    parameter MODE_B = "READ_FIRST"
) (
    input  wire clk_a,
    input  wire en_a,
    input  wire rst_a,
    input  wire [7:0] we_a,
    input  wire [15:0] addr_a,
    input  wire [71:0] write_a,
    output reg  [71:0] read_a,
    input  wire clk_b,
    input  wire en_b,
    input  wire rst_b,
    input  wire [7:0] we_b,
    input  wire [15:0] addr_b,
    input  wire [71:0] write_b,
    output reg  [71:0] read_b
);
    localparam HARM_A = COLLIDES || MODE_B != "READ_FIRST";
    localparam HARM_B = COLLIDES || MODE_A != "READ_FIRST";

    reg [8:0] memory [0:BYTES-1];
    // A variable: simulators build a constant of this size anew wherever it is read
    reg [10*BYTES-1:0] given;
    wire writes_a = en_a && |we_a;
    wire writes_b = en_b && |we_b;
    integer i;

    initial begin
        read_a = 72'd0;
        read_b = 72'd0;
        given = INIT;
        for (i = 0; i < BYTES; i = i + 1) begin
            memory[i] = PAIRS ? given[20*(i >> 1) + 9*(i & 1) +: 9] : {given[8*BYTES + i], given[8*i +: 8]};
        end
    end

    // How many bits of an address lie inside a word
    function integer low_bits;
        input integer width;
        begin
            case (width)
                1: low_bits = 0;
                2: low_bits = 1;
                4: low_bits = 2;
                9: low_bits = 3;
                18: low_bits = 4;
                36: low_bits = 5;
                default: low_bits = 6;
            endcase
        end
    endfunction

    function integer first_byte;
        input [15:0] addr;
        input integer width;
        begin
            first_byte = ((addr >> low_bits(width)) << low_bits(width)) >> 3;
        end
    endfunction

    function [71:0] word;
        input [15:0] addr;
        input integer width;
        integer k;
        begin
            word = 72'd0;
            if (width < 9) begin
                word = (memory[addr >> 3] >> ((addr[2:0] >> low_bits(width)) << low_bits(width))) & ((1 << width) - 1);
            end else begin
                for (k = 0; k < width / 9; k = k + 1) begin
                    word[9*k +: 9] = memory[first_byte(addr, width) + k];
                end
            end
        end
    endfunction

    task store;
        input [15:0] addr;
        input integer width;
        input [7:0] we;
        input [71:0] value;
        integer k;
        begin
            if (width < 9) begin
                for (k = 0; k < width; k = k + 1) begin
                    memory[addr >> 3][((addr[2:0] >> low_bits(width)) << low_bits(width)) + k] <= value[k];
                end
            end else begin
                for (k = 0; k < width / 9; k = k + 1) begin
                    if (we[k]) begin
                        memory[first_byte(addr, width) + k] <= value[9*k +: 9];
                    end
                end
            end
        end
    endtask

    // Whether what one port reads is what the other writes
    function meets;
        input integer one;
        input integer other;
        integer k;
        begin
            k = low_bits(one) > low_bits(other) ? low_bits(one) : low_bits(other);
            meets = (addr_a >> k) == (addr_b >> k);
        end
    endfunction

    always @(posedge clk_a) begin
        if (en_a) begin
            if (READ_A != 0) begin
                if (rst_a) begin
                    read_a <= 72'd0;
                end else if (HARM_A && writes_b && meets(READ_A, WRITE_B)) begin
                    read_a <= {72{1'bx}};
                end else if (!writes_a || MODE_A == "READ_FIRST") begin
                    read_a <= word(addr_a, READ_A);
                end else if (MODE_A == "WRITE_FIRST") begin
                    read_a <= write_a;
                end
            end
            if (writes_a) begin
                store(addr_a, WRITE_A, we_a, write_a);
            end
        end
    end

    always @(posedge clk_b) begin
        if (en_b) begin
            if (READ_B != 0) begin
                if (rst_b) begin
                    read_b <= 72'd0;
                end else if (HARM_B && writes_a && meets(READ_B, WRITE_A)) begin
                    read_b <= {72{1'bx}};
                end else if (!writes_b || MODE_B == "READ_FIRST") begin
                    read_b <= word(addr_b, READ_B);
                end else if (MODE_B == "WRITE_FIRST") begin
                    read_b <= write_b;
                end
            end
            if (writes_b) begin
                store(addr_b, WRITE_B, we_b, write_b);
            end
        end
    end
endmodule

`default_nettype wire
