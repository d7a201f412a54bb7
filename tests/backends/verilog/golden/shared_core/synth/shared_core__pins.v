// Network shared_core behind a few pins
//
// All streams of the design hang on one shift register of 50 bits, so that a chip with few
// pins can hold it, and every port of the design meets a register. Each stream has a field in it:
//
//   stream    first bit  last bit
//   s_x               0         5
//   s_y               6        10
//   m_tired          11        17
//   m_rest           18        34
//   m_totals         35        49
//
// A field is, lowest bit first: tdata, tlast, tkeep, tuser, full. To talk to the design:
//
//   1. Hold rst for two clocks: all fields are empty.
//   2. Exchange: hold shift for 50 clocks and give one bit of the new chain on scan_in in each,
//      bit 0 first. After each rising edge, scan_out is a bit of the old chain, bit 0 first.
//   3. Lower shift for as long as you like. A full field of an input moves on, is presented to the
//      design as one beat until it is accepted, and leaves its field empty; one more may wait
//      behind it. A beat of an output fills an empty field; further beats wait in the design.
//
// An exchange overwrites. So look first, with all fields empty: a field of an output that reads
// full is a beat, and one of an input that still reads full was not taken. Then send that beat
// again, or the next. Read every exchange so, also one that sends: an output may have filled its
// field since the last.
`default_nettype none

module shared_core__pins (
    input  wire clk,
    input  wire rst,
    input  wire shift,
    input  wire scan_in,
    output wire scan_out
);
    reg rst_q;
    reg shift_q;
    reg scan_q;
    reg [49:0] chain_q;

    assign scan_out = chain_q[0];

    always @(posedge clk) begin
        rst_q   <= rst;
        shift_q <= shift;
        scan_q  <= scan_in;
    end

    // s_x: from the chain to the design
    reg s_x__valid_q;
    reg [4:0] s_x__beat_q;
    wire s_x_tready;
    wire s_x__load = !shift_q && chain_q[5] && !s_x__valid_q;

    always @(posedge clk) begin
        if (s_x__load) begin
            s_x__beat_q  <= chain_q[4:0];
            s_x__valid_q <= 1'b1;
        end else if (s_x_tready) begin
            s_x__valid_q <= 1'b0;
        end
        if (rst_q) begin
            s_x__valid_q <= 1'b0;
        end
    end

    // s_y: from the chain to the design
    reg s_y__valid_q;
    reg [3:0] s_y__beat_q;
    wire s_y_tready;
    wire s_y__load = !shift_q && chain_q[10] && !s_y__valid_q;

    always @(posedge clk) begin
        if (s_y__load) begin
            s_y__beat_q  <= chain_q[9:6];
            s_y__valid_q <= 1'b1;
        end else if (s_y_tready) begin
            s_y__valid_q <= 1'b0;
        end
        if (rst_q) begin
            s_y__valid_q <= 1'b0;
        end
    end

    // m_tired: from the design to the chain
    reg m_tired__valid_q;
    reg [5:0] m_tired__beat_q;
    wire [2:0] m_tired_tdata;
    wire m_tired_tvalid;
    wire m_tired_tlast;
    wire m_tired_tkeep;
    wire m_tired_tuser;
    wire m_tired__store = !shift_q && m_tired__valid_q && !chain_q[17];

    always @(posedge clk) begin
        if (!m_tired__valid_q) begin
            m_tired__beat_q  <= { m_tired_tuser, m_tired_tkeep, m_tired_tlast, m_tired_tdata };
            m_tired__valid_q <= m_tired_tvalid;
        end else if (m_tired__store) begin
            m_tired__valid_q <= 1'b0;
        end
        if (rst_q) begin
            m_tired__valid_q <= 1'b0;
        end
    end

    // m_rest: from the design to the chain
    reg m_rest__valid_q;
    reg [15:0] m_rest__beat_q;
    wire [12:0] m_rest_tdata;
    wire m_rest_tvalid;
    wire m_rest_tlast;
    wire m_rest_tkeep;
    wire m_rest_tuser;
    wire m_rest__store = !shift_q && m_rest__valid_q && !chain_q[34];

    always @(posedge clk) begin
        if (!m_rest__valid_q) begin
            m_rest__beat_q  <= { m_rest_tuser, m_rest_tkeep, m_rest_tlast, m_rest_tdata };
            m_rest__valid_q <= m_rest_tvalid;
        end else if (m_rest__store) begin
            m_rest__valid_q <= 1'b0;
        end
        if (rst_q) begin
            m_rest__valid_q <= 1'b0;
        end
    end

    // m_totals: from the design to the chain
    reg m_totals__valid_q;
    reg [13:0] m_totals__beat_q;
    wire [10:0] m_totals_tdata;
    wire m_totals_tvalid;
    wire m_totals_tlast;
    wire m_totals_tkeep;
    wire m_totals_tuser;
    wire m_totals__store = !shift_q && m_totals__valid_q && !chain_q[49];

    always @(posedge clk) begin
        if (!m_totals__valid_q) begin
            m_totals__beat_q  <= { m_totals_tuser, m_totals_tkeep, m_totals_tlast, m_totals_tdata };
            m_totals__valid_q <= m_totals_tvalid;
        end else if (m_totals__store) begin
            m_totals__valid_q <= 1'b0;
        end
        if (rst_q) begin
            m_totals__valid_q <= 1'b0;
        end
    end

    always @(posedge clk) begin
        if (shift_q) begin
            chain_q <= {scan_q, chain_q[49:1]};
        end
        if (s_x__load) begin
            chain_q[5] <= 1'b0;
        end
        if (s_y__load) begin
            chain_q[10] <= 1'b0;
        end
        if (m_tired__store) begin
            chain_q[17:11] <= {1'b1, m_tired__beat_q};
        end
        if (m_rest__store) begin
            chain_q[34:18] <= {1'b1, m_rest__beat_q};
        end
        if (m_totals__store) begin
            chain_q[49:35] <= {1'b1, m_totals__beat_q};
        end
        if (rst_q) begin
            chain_q <= 50'd0;
        end
    end

    shared_core dut (
        .s_x_tdata  (s_x__beat_q[1:0]),
        .s_x_tvalid (s_x__valid_q),
        .s_x_tready (s_x_tready),
        .s_x_tlast  (s_x__beat_q[2]),
        .s_x_tkeep  (s_x__beat_q[3]),
        .s_x_tuser  (s_x__beat_q[4]),
        .s_y_tdata  (s_y__beat_q[0:0]),
        .s_y_tvalid (s_y__valid_q),
        .s_y_tready (s_y_tready),
        .s_y_tlast  (s_y__beat_q[1]),
        .s_y_tkeep  (s_y__beat_q[2]),
        .s_y_tuser  (s_y__beat_q[3]),
        .m_tired_tdata  (m_tired_tdata),
        .m_tired_tvalid (m_tired_tvalid),
        .m_tired_tready (!m_tired__valid_q),
        .m_tired_tlast  (m_tired_tlast),
        .m_tired_tkeep  (m_tired_tkeep),
        .m_tired_tuser  (m_tired_tuser),
        .m_rest_tdata  (m_rest_tdata),
        .m_rest_tvalid (m_rest_tvalid),
        .m_rest_tready (!m_rest__valid_q),
        .m_rest_tlast  (m_rest_tlast),
        .m_rest_tkeep  (m_rest_tkeep),
        .m_rest_tuser  (m_rest_tuser),
        .m_totals_tdata  (m_totals_tdata),
        .m_totals_tvalid (m_totals_tvalid),
        .m_totals_tready (!m_totals__valid_q),
        .m_totals_tlast  (m_totals_tlast),
        .m_totals_tkeep  (m_totals_tkeep),
        .m_totals_tuser  (m_totals_tuser),
        .clk (clk),
        .rst (rst_q)
    );
endmodule

`default_nettype wire
