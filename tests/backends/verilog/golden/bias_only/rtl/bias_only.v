// Network bias_only, compiled by snnc (plan …)
//
// Every stream is AXI4-Stream: a beat is an event, a timestep is a packet closed by TLAST, a null
// beat (TKEEP low) carries no event, TUSER on a closing beat ends the sample.
//
// A host sends a packet for every timestep on every input, and TUSER with the same packet on all
// of them. A packet holds a neuron at most once, or as often as its input says below. An id that
// no neuron of the input has does nothing. hw/README.md of snnc has the protocol in full.
//
//   core0: 2 lanes, clock[0:1]
//   in.x -> core.core0
//   core.core0 -> out.clock
`default_nettype none

module bias_only #(
    // Where the memory images (*.mem) are, seen from where the tool runs; ends in a slash
    parameter MEMORY_FOLDER = "./"
) (
    input  wire clk,
    input  wire rst,

    // Input x: the index of each neuron that spikes
    input  wire [0:0] s_x_tdata,
    input  wire s_x_tvalid,
    output wire s_x_tready,
    input  wire s_x_tlast,
    input  wire s_x_tkeep,
    input  wire s_x_tuser,

    // Output clock: the index of each neuron that spikes
    output wire [0:0] m_clock_tdata,
    output wire m_clock_tvalid,
    input  wire m_clock_tready,
    output wire m_clock_tlast,
    output wire m_clock_tkeep,
    output wire m_clock_tuser
);
    wire [1:0] core0_out_tdata;
    wire core0_out_tvalid;
    wire core0_out_tready;
    wire core0_out_tlast;
    wire core0_out_tkeep;
    wire core0_out_tuser;

    wire [0:0] core0_in_tdata;
    wire core0_in_tvalid;
    wire core0_in_tready;
    wire core0_in_tlast;
    wire core0_in_tkeep;
    wire core0_in_tuser;

    wire core0_done;

    bias_only__core0 #(
        .MEMORY_FOLDER (MEMORY_FOLDER)
    ) u_core0 (
        .clk       (clk),
        .rst       (rst),
        .s_tdata  (core0_in_tdata),
        .s_tvalid (core0_in_tvalid),
        .s_tready (core0_in_tready),
        .s_tlast  (core0_in_tlast),
        .s_tkeep  (core0_in_tkeep),
        .s_tuser  (core0_in_tuser),
        .m_tdata  (core0_out_tdata),
        .m_tvalid (core0_out_tvalid),
        .m_tready (core0_out_tready),
        .m_tlast  (core0_out_tlast),
        .m_tkeep  (core0_out_tkeep),
        .m_tuser  (core0_out_tuser),
        .step_done (core0_done)
    );

    // core.core0 -> out.clock
    assign m_clock_tdata  = {core0_out_tdata[0:0]};
    assign m_clock_tvalid = core0_out_tvalid;
    assign core0_out_tready = m_clock_tready;
    assign m_clock_tlast  = core0_out_tlast;
    assign m_clock_tkeep  = core0_out_tkeep;
    assign m_clock_tuser  = core0_out_tuser;
    wire unused_core0_out = &{1'b0, core0_out_tdata};

    // router0
    //   in.x -> core.core0, 32 beats
    wire [0:0] router0_tdata;

    spike_router #(
        .SOURCES      (1),
        .SINKS        (1),
        .TAPS         (1),
        .RANGES       (1),
        .S_ID         (1),
        .M_ID         (1),
        .PAYLOAD      (0),
        .TAP_SOURCE    ({32'd0}),
        .TAP_DELAY     ({32'd0}),
        .TAP_DEPTH     ({32'd32}),
        .TAP_RANGE     ({32'd0}),
        .TAP_RANGES    ({32'd1}),
        .SINK_TAP      ({32'd0}),
        .SINK_TAPS     ({32'd1}),
        .SINK_DELAYED  ({32'd0}),
        .RANGE_FIRST   ({32'd2}),
        .RANGE_LAST    ({32'd2}),
        .RANGE_OFFSET  ({32'd0})
    ) u_router0 (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  ({ s_x_tdata }),
        .s_tvalid ({ s_x_tvalid }),
        .s_tready ({ s_x_tready }),
        .s_tlast  ({ s_x_tlast }),
        .s_tkeep  ({ s_x_tkeep }),
        .s_tuser  ({ s_x_tuser }),
        .m_tdata  (router0_tdata),
        .m_tvalid ({ core0_in_tvalid }),
        .m_tready ({ core0_in_tready }),
        .m_tlast  ({ core0_in_tlast }),
        .m_tkeep  ({ core0_in_tkeep }),
        .m_tuser  ({ core0_in_tuser })
    );
    assign core0_in_tdata = router0_tdata[0:0];

    wire unused_done = &{1'b0, core0_done};
endmodule

`default_nettype wire
