// Network two_neurons, compiled by snnc (plan e7c45a02049f7686)
//
// Every stream is AXI4-Stream: a beat is an event, a timestep is a packet closed by TLAST, a null
// beat (TKEEP low) carries no event, TUSER on a closing beat ends the sample.
//
// A host sends a packet for every timestep on every input, and TUSER with the same packet on all
// of them. A packet holds a neuron at most once, or as often as its input says below. An id that
// no neuron of the input has does nothing. hw/README.md of snnc has the protocol in full.
//
//   core0: 2 lanes, pair[0:1]
//   core.core0 -> core.core0, 1 step later
//   in.stimulus -> core.core0
//   core.core0 -> out.pair
`default_nettype none

module two_neurons #(
    // Where the memory images (*.mem) are, seen from where the tool runs; ends in a slash
    parameter MEMORY_FOLDER = "./"
) (
    input  wire clk,
    input  wire rst,

    // Input stimulus: the index of each neuron that spikes
    input  wire [0:0] s_stimulus_tdata,
    input  wire s_stimulus_tvalid,
    output wire s_stimulus_tready,
    input  wire s_stimulus_tlast,
    input  wire s_stimulus_tkeep,
    input  wire s_stimulus_tuser,

    // Output pair: the index of each neuron that spikes
    output wire [0:0] m_pair_tdata,
    output wire m_pair_tvalid,
    input  wire m_pair_tready,
    output wire m_pair_tlast,
    output wire m_pair_tkeep,
    output wire m_pair_tuser
);
    wire [0:0] core0_out_tdata;
    wire core0_out_tvalid;
    wire core0_out_tready;
    wire core0_out_tlast;
    wire core0_out_tkeep;
    wire core0_out_tuser;

    wire [1:0] core0_in_tdata;
    wire core0_in_tvalid;
    wire core0_in_tready;
    wire core0_in_tlast;
    wire core0_in_tkeep;
    wire core0_in_tuser;

    wire core0_done;

    two_neurons__core0 #(
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

    // router0
    //   core.core0 -> core.core0, 1 step later, 32 beats
    //   in.stimulus -> core.core0, 32 beats
    //   core.core0 -> out.pair, 32 beats
    wire [3:0] router0_tdata;

    spike_router #(
        .SOURCES      (2),
        .SINKS        (2),
        .TAPS         (3),
        .RANGES       (3),
        .S_ID         (1),
        .M_ID         (2),
        .PAYLOAD      (0),
        .TAP_SOURCE    ({32'd1, 32'd0, 32'd1}),
        .TAP_DELAY     ({32'd0, 32'd0, 32'd1}),
        .TAP_DEPTH     ({32'd32, 32'd32, 32'd32}),
        .TAP_RANGE     ({32'd2, 32'd1, 32'd0}),
        .TAP_RANGES    ({32'd1, 32'd1, 32'd1}),
        .SINK_TAP      ({32'd2, 32'd0}),
        .SINK_TAPS     ({32'd1, 32'd2}),
        .SINK_DELAYED  ({32'd0, 32'd1}),
        .RANGE_FIRST   ({32'd0, 32'd0, 32'd0}),
        .RANGE_LAST    ({32'd1, 32'd1, 32'd1}),
        .RANGE_OFFSET  ({32'd0, 32'd0, 32'd2})
    ) u_router0 (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  ({ core0_out_tdata, s_stimulus_tdata }),
        .s_tvalid ({ core0_out_tvalid, s_stimulus_tvalid }),
        .s_tready ({ core0_out_tready, s_stimulus_tready }),
        .s_tlast  ({ core0_out_tlast, s_stimulus_tlast }),
        .s_tkeep  ({ core0_out_tkeep, s_stimulus_tkeep }),
        .s_tuser  ({ core0_out_tuser, s_stimulus_tuser }),
        .m_tdata  (router0_tdata),
        .m_tvalid ({ m_pair_tvalid, core0_in_tvalid }),
        .m_tready ({ m_pair_tready, core0_in_tready }),
        .m_tlast  ({ m_pair_tlast, core0_in_tlast }),
        .m_tkeep  ({ m_pair_tkeep, core0_in_tkeep }),
        .m_tuser  ({ m_pair_tuser, core0_in_tuser })
    );
    assign core0_in_tdata = router0_tdata[1:0];
    assign m_pair_tdata = router0_tdata[2:2];
    wire unused_router0 = &{1'b0, router0_tdata[3:3]};

    wire unused_done = &{1'b0, core0_done};
endmodule

`default_nettype wire
